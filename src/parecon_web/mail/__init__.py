"""Mail: one digest a day of what waits for a member, and a lost link made good by a code."""
