"""What templates may ask of evidence."""
