import re

from orders import numbers


def test_a_number_is_sixty_random_bits_in_groups_of_four():
    made = {numbers.new_number() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", number) for number in made)
    assert len(numbers.ALPHABET) ** numbers.LENGTH == 2**60


def test_a_number_read_over_the_telephone_is_understood():
    assert numbers.as_written(" 9hxt 2qoa7m3l") == "9HXT-2Q0A-7M31"
