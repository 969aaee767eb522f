from django.urls import path

from orders.fulfilment.callbacks import take_push

callbacks = [path("callbacks/carriers/<slug:source>/", take_push, name="carrier_push")]
