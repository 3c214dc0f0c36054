"""Data that recipes make by rule: number words, requests, reviews and scenes."""
