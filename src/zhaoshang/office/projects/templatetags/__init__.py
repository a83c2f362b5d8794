"""What templates of projects may ask."""
