"""What each manager receives: manager copies, messages and how they are sent."""
