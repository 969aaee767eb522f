from django.urls import path

from orders.aftersales import views

app_name = "aftersales"
urlpatterns = [
    path("orders/<str:number>/returns/", views.returns, name="returns"),
    path("orders/<str:number>/returns/<int:place>/", views.detail, name="detail"),
    path("orders/<str:number>/returns/<int:place>/returns/", views.returns_again, name="returns-again"),
    path("orders/<str:number>/returns/<int:place>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("orders/<str:number>/returns/<int:place>/reply/", views.reply, name="reply"),
    path("orders/<str:number>/returns/<int:place>/parcel/", views.parcel, name="parcel"),
    path("orders/<str:number>/returns/<int:place>/photographs/<uuid:key>/", views.photograph, name="photograph"),
]
