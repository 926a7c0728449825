"""Key account management inside Excel: score accounts, write their plans, send each manager their part."""

__version__ = "0.1.0"
