"""What an account plan says, and how it becomes a document."""
