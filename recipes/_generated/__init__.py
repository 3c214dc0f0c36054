"""Generate data for recipes by rules: number words, requests, reviews and scenes."""
