"""The pages of projects: lists, the archive of one, and the forms."""
