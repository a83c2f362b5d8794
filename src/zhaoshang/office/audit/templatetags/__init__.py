"""What templates may ask of the log."""
