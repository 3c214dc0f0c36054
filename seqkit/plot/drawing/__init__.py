"""Parts that several figures share: pages, legends, colours, fonts, line breaks."""
