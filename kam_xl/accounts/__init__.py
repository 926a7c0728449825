"""What an account is: its fields, the values they may hold and the issues found in them."""
