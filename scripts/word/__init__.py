"""What word_template.py builds the Word templates from."""
