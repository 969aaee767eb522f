"""Parcels on their way: what left in which parcel, and what carriers tell us about it.

Ship through ``services``, read tracks through ``queries``; carriers knock at ``/callbacks/carriers/<source>/``.
"""
