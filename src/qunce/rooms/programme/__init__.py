"""The rhythm of the day: slots that are composed, laid on the desk, posted, and proved (M15)."""
