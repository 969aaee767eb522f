from django.urls import path

from membership.addresses import views

urlpatterns = [
    path("addresses/", views.address_book, name="addresses"),
    path("addresses/new/", views.new_address, name="new-address"),
    path("addresses/<int:pk>/", views.address, name="address"),
    path("addresses/<int:pk>/removal/", views.address_removal, name="address-removal"),
    path("regions.json", views.regions, name="regions"),
]
