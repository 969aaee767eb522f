from shop.celery import app


def test_tasks_are_sent_through_a_client_that_stays():
    with app.connection_for_write() as broker:
        channel = broker.default_channel
        with channel.conn_or_acquire() as one, channel.conn_or_acquire() as another:
            assert one is another and one.ping()


def test_who_waits_for_tasks_has_a_client_of_its_own():
    with app.connection_for_read() as broker:
        channel = broker.default_channel
        with channel.conn_or_acquire() as sender:
            assert channel.client is not sender
