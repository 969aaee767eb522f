"""The pages a shopper walks through: home, category, tag, search, product. It owns no table.

Doors: none; nothing enters from outside but requests. Its pages are made of catalogue's queries and content's."""
