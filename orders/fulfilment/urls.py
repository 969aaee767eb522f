from django.urls import path

from orders.fulfilment import views
from orders.fulfilment.callbacks import take_push

#: Outside the languages: carriers know only one address.
callbacks = [path("callbacks/carriers/<slug:source>/", take_push, name="carrier_push")]

urlpatterns = [path("parcels/<str:token>/", views.parcel, name="parcel")]
