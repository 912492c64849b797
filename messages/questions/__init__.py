"""What people asked and got no good answer to, without anybody in it; and what they say of the answers."""
