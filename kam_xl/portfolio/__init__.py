"""The whole book of accounts seen together."""
