"""Where one arrives."""
