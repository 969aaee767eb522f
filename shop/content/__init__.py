"""What the merchant says in their own words: the store's name, logo and story, and the focus image of the home page.

Doors: ``services`` (describe_store, schedule_focus_image), ``queries`` (store_basics, focus_image)."""
