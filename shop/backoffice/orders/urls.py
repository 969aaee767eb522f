from django.urls import path

from shop.backoffice.orders import desk, detail, exports, pushes, shipments

urlpatterns = [
    path("orders/", desk.orders, name="orders"),
    path("orders/orders.csv", exports.orders_csv, name="orders-export"),
    path("orders/pick-slips/", desk.pick_slips, name="pick-slips"),
    path("orders/shipments/", shipments.shipments, name="shipments"),
    path("orders/pushes/", pushes.pushes, name="order-pushes"),
    path("orders/pushes/<int:pk>/revival/", pushes.revival, name="push-revival"),
    path("orders/<slug:number>/", detail.order, name="order"),
    path("orders/<slug:number>/shipments/", detail.shipment, name="order-shipment"),
    path("orders/<slug:number>/cancellation/", detail.cancellation, name="order-cancellation"),
    path("orders/<slug:number>/refunds/", detail.refund, name="order-refund"),
    path("orders/<slug:number>/refunds/<uuid:refund>/repetition/", detail.refund_again, name="order-refund-again"),
    path("orders/<slug:number>/notes/", detail.note, name="order-note"),
]
