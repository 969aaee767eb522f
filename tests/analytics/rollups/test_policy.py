from analytics.rollups.policy import customer_key


def test_a_guest_is_one_customer_however_the_address_is_typed():
    assert customer_key(None, " Min@Example.com ", "k") == customer_key(None, "min@example.com", "k")


def test_nobody_can_read_or_guess_the_address():
    key = customer_key(None, "min@example.com", "k")
    assert "min" not in key
    assert key != customer_key(None, "min@example.com", "another key")
    assert len(key) <= 40


def test_a_member_is_known_by_number():
    assert customer_key(7, "min@example.com", "k") == "member:7"
