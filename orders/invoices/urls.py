from django.urls import path

from orders.invoices import views

app_name = "invoices"
urlpatterns = [
    path("orders/<str:number>/invoice/", views.invoice, name="invoice"),
    path("orders/<str:number>/invoices/<int:year>-<int:place>.pdf", views.paper_of, name="paper"),
]
