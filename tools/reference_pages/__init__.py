"""One module for each page of the reference; each has ``page()``, which gives the page's whole text."""
