"""Who works in the store and what each may do.

Doors: ``services`` (requires, give_role, take_role, deactivate, …), ``queries`` (roles_of, may, staff, …).
"""
