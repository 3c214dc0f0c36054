"""Generate data for recipes by rules: words, scenes, daily sales and more."""
