import pytest
from django.core.management import CommandError, call_command

from orders import services as orders
from orders.fulfilment import services
from orders.fulfilment.models import CarrierPush, Parcel
from tests.orders.factories import a_stock, an_order
from tests.orders.fulfilment.conftest import a_paid_order


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("carrier", "pushes"), [("yuantong", 6), ("courier", 6), ("ems", 6)])
def test_a_parcels_life_is_played_over_http(live_server, capsys, carrier, pushes):
    order = a_paid_order(a_stock())
    call_command("carrier_demo", "--order", order.number, "--carrier", carrier, "--url", live_server.url, "--fast")
    assert capsys.readouterr().out.count("→  200") == pushes
    assert CarrierPush.objects.count() == pushes
    services.take_in_waiting()
    order.refresh_from_db()
    assert (order.status, order.parcels.get().scans.count()) == ("delivered", 6)


@pytest.mark.django_db
def test_the_demo_says_what_it_needs(order, parcel):
    with pytest.raises(CommandError, match="no order"):
        call_command("carrier_demo", "--order", "NOPE")
    with pytest.raises(CommandError, match="does not answer"):
        call_command("carrier_demo", "--url", "http://127.0.0.1:9")
    unpaid = an_order(a_stock())
    with pytest.raises(CommandError, match="Awaiting payment"):
        call_command("carrier_demo", "--order", unpaid.number)
    orders.record_refund(order=order, amount=order.total_incl_tax, at=parcel.shipped_at)
    Parcel.objects.all().delete()
    with pytest.raises(CommandError, match="No parcel"):
        call_command("carrier_demo")
