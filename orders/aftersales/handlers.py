"""What after-sales does on hearing others' facts; each may be heard twice."""

from datetime import datetime

from kernel.events import listen
from orders.aftersales import services
from orders.events import OrderDelivered


@listen(OrderDelivered)
def open_its_window(fact: OrderDelivered) -> None:
    services.open_window(order_id=fact.order_id, delivered_at=datetime.fromisoformat(fact.at))
