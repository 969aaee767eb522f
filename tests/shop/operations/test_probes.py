"""Load balancers, orchestrators and Prometheus get what they ask for, strangers nothing."""

import pytest


def test_alive_needs_nothing_but_the_process(client, django_assert_num_queries, settings):
    settings.ALLOWED_HOSTS = ["shop.example.com"]
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.django_db
def test_ready_when_everything_we_need_is_there(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "cache": "ok", "broker": "ok", "migrations": "ok"}


@pytest.mark.django_db
def test_not_ready_while_migrations_wait(client):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="kernel").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "NotMigrated"


@pytest.mark.django_db
class TestMetrics:
    def test_the_demo_shows_them(self, client):
        answer = client.get("/metrics")
        assert answer.status_code == 200
        assert b"django_http_requests_before_middlewares_total" in answer.content

    @pytest.mark.parametrize("token", ["", "s3cret"])
    def test_in_production_strangers_find_no_such_page(self, client, settings, token):
        settings.DEMO, settings.METRICS_TOKEN = False, token
        for headers in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer wrong"}):
            assert client.get("/metrics", headers=headers).status_code == 404

    def test_the_bearer_of_the_token_reads_them(self, client, settings):
        settings.DEMO, settings.METRICS_TOKEN = False, "s3cret"
        assert client.get("/metrics", headers={"authorization": "Bearer s3cret"}).status_code == 200
