"""What every page shares: frame, menu, forms, tables, access decorators; the class Card."""
