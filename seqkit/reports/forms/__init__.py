"""Whether excerpts of LaTeX, XML, C and verse are well-formed; one module a kind."""
