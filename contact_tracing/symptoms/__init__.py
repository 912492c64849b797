"""What somebody says of their signs, and what they should do: never a diagnosis."""
