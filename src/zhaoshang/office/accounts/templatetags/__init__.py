"""What templates of signing in may ask."""
