"""Who gets into the back office, and what is said to those who do not."""

import logging
from datetime import timedelta

import pytest
import time_machine

from kernel import clock
from membership.staff import policy, services
from tests.membership.staff.factories import a_member_of_staff, a_shopper

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_log_in_and_comes_back(client):
    answer = client.get("/backoffice/audit/?actor=mei")
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/backoffice/audit/%3Factor%3Dmei"


def test_a_shopper_finds_no_back_office(client):
    client.force_login(a_shopper())
    assert client.get("/backoffice/").status_code == 404


def test_staff_without_the_right_are_told_who_can_grant_it(client, owner, caplog):
    person = a_member_of_staff("warehouse")
    client.force_login(person)
    with caplog.at_level(logging.WARNING, logger="security"):
        answer = client.get("/backoffice/staff/")
    assert answer.status_code == 403
    assert "“Manage staff and roles”" in answer.text
    assert "owner@shop.example" in answer.text
    denied = next(record for record in caplog.records if record.message == "staff.denied")
    assert (denied.user_id, denied.permission, denied.path) == (person.pk, "staff.edit", "/backoffice/staff/")


def test_the_refusal_speaks_chinese(client, owner):
    client.force_login(a_member_of_staff("warehouse"))
    answer = client.get("/zh-hans/backoffice/staff/")
    assert answer.status_code == 403
    assert "您没有此权限" in answer.text and "“管理员工与角色”" in answer.text


def test_a_session_ends_for_who_left_the_desk(office):
    assert office.get("/backoffice/").status_code == 200
    with time_machine.travel(clock.now() + timedelta(seconds=policy.IDLE_SECONDS + 1), tick=False):
        assert office.get("/backoffice/").status_code == 302
        assert office.get("/backoffice/").status_code == 302


def test_a_session_ends_after_eight_hours_at_work(office):
    began = clock.now()
    for minutes in range(0, 8 * 60 + 1, 20):
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            assert office.get("/backoffice/").status_code == 200
    with time_machine.travel(began + timedelta(minutes=8 * 60 + 1), tick=False):
        assert office.get("/backoffice/").status_code == 302


def test_who_is_deactivated_is_out_at_the_next_click(client, owner):
    person = a_member_of_staff("support")
    client.force_login(person)
    assert client.get("/backoffice/").status_code == 200
    services.deactivate(user=person, by=owner)
    assert client.get("/backoffice/").status_code == 302


def test_no_page_of_the_office_is_kept_by_a_browser(office):
    assert "no-store" in office.get("/backoffice/")["Cache-Control"]
