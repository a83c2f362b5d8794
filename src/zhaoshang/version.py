"""The version of the product, which every result records."""

VERSION = "0.1.0"
