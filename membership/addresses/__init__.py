"""Where a member's parcels go: 省市区 and mobile in China, the western form elsewhere.

Doors: ``services`` to check and keep an address, ``queries`` to read regions and addresses.
"""
