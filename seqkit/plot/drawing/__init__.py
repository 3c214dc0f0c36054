"""What the public figures share: colours, fonts, pages and line breaks."""
