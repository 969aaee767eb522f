"""The words of the hosted pages, English and Chinese."""

from ..http import Request

WORDS = {
    "notice": (
        "Test mode: this page stands in for Stripe. No real card is accepted and no money moves.",
        "测试模式：本页面是 Stripe 的替身，不接受真实银行卡，也不会产生真实扣款。",
    ),
    "pay_title": ("Pay {amount}", "支付 {amount}"),
    "total": ("Total due", "应付总额"),
    "details": ("Pay with card", "银行卡支付"),
    "email": ("Email", "电子邮箱"),
    "number": ("Card number", "卡号"),
    "expiry": ("Expiry (MM/YY)", "有效期（月/年）"),
    "cvc": ("Security code (CVC)", "安全码（CVC）"),
    "name": ("Name on card", "持卡人姓名"),
    "pay": ("Pay {amount}", "支付 {amount}"),
    "back": ("Back to the shop", "返回商店"),
    "minutes": ("This page closes in {minutes} minutes.", "本页面将在 {minutes} 分钟后关闭。"),
    "fix": ("The payment did not go through. Nothing was charged.", "付款未完成，没有扣款。"),
    "cards": ("Test cards", "测试卡"),
    "cards_hint": (
        "Any future date, any three digits as CVC (four for American Express), any name.",
        "有效期填任意未来月份，安全码填任意三位数字（美国运通为四位），姓名任意。",
    ),
    "card_works": ("succeeds", "支付成功"),
    "card_asks": ("asks for 3-D Secure", "需要 3D 验证"),
    "card_asks_declined": ("3-D Secure, then declined", "3D 验证后被拒绝"),
    "card_declined": ("is declined", "被拒绝"),
    "card_funds": ("has too little money", "余额不足"),
    "card_expired": ("has expired", "卡已过期"),
    "card_cvc": ("wrong security code", "安全码错误"),
    "card_refund_fails": ("pays, but refunds fail later", "支付成功，但稍后退款会失败"),
    "card_disputed": ("pays, then is disputed", "支付成功，随后被拒付争议"),
    "ended": ("This payment page is closed", "支付页面已关闭"),
    "expired_text": (
        "It expired or was called off. Nothing was charged here. Go back to the shop to see your order.",
        "页面已过期或付款已取消，此处没有扣款。请返回商店查看订单。",
    ),
    "bank": ("Demo Bank", "演示银行"),
    "challenge": ("Confirm your payment", "确认付款"),
    "challenge_text": (
        "Your bank wants to be sure that it is you: {amount} with the card ending in {last4}.",
        "银行需要确认是您本人操作：用尾号 {last4} 的银行卡支付 {amount}。",
    ),
    "complete": ("Complete", "确认付款"),
    "fail": ("Fail", "拒绝"),
    "not_found": ("Not here", "页面不存在"),
    "not_found_text": ("There is no payment at this address.", "此地址没有待支付的款项。"),
    # Faults of a card, by Stripe's decline reason or code.
    "incorrect_number": ("Check the card number: it is incomplete or mistyped.", "请核对卡号：位数不全或有误。"),
    "incorrect_cvc": ("The security code is incorrect.", "安全码不正确。"),
    "invalid_cvc": (
        "Enter the three digits on the back of the card (four for American Express).",
        "请输入卡背面的三位安全码（美国运通为四位）。",
    ),
    "invalid_expiry_month": (
        "Enter the expiry as month and year, for example 12/34.",
        "请按“月/年”填写有效期，例如 12/34。",
    ),
    "invalid_expiry_year": ("The year on the card is in the past or too far ahead.", "有效期的年份已过或过远。"),
    "expired_card": ("This card has expired. Use another card.", "此卡已过期，请换一张卡。"),
    "generic_decline": (
        "Your bank declined this card. Use another card or ask your bank.",
        "发卡行拒绝了这笔付款，请换一张卡或联系银行。",
    ),
    "insufficient_funds": ("There is not enough money on this card.", "此卡余额不足。"),
    "card_velocity_exceeded": ("This card was used too often or over its limit.", "此卡使用过于频繁或已超限额。"),
    "processing_error": (
        "The bank could not be asked just now. Try again in a moment.",
        "暂时无法联系银行，请稍后再试。",
    ),
    "test_mode_live_card": (
        "This page takes test cards only. Pick one from the list below.",
        "本页面只接受测试卡，请从下方列表选择。",
    ),
    "payment_intent_authentication_failure": (
        "Your bank could not confirm that it is you. Try again or use another card.",
        "银行未能确认是您本人，请重试或换一张卡。",
    ),
    "no_name": ("Enter the name as it stands on the card.", "请输入卡上的姓名。"),
    "no_email": ("Enter an email address such as name@example.com.", "请输入邮箱，例如 name@example.com。"),
}


class Words:
    """The words of one language; ``words["pay"]``, or ``words.say("pay", amount="¥10.00")``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __getitem__(self, name: str) -> str:
        english, chinese = WORDS[name]
        return chinese if self.language == "zh-Hans" else english

    def say(self, name: str, **values: str) -> str:
        return self[name].format(**values)

    def of_decline(self, error: dict) -> str:
        """The sentence for an API error: by its decline reason, else by its code, else in general."""
        names = (error.get("decline_code"), error.get("code"), "generic_decline")
        return self[next(name for name in names if name in WORDS)]

    @classmethod
    def spoken_by(cls, request: Request, locale: str = "auto") -> "Words":
        """The session's locale; for ``auto`` the first language of the browser."""
        wanted = request.headers.get("accept-language", "en") if locale == "auto" else locale
        return cls("zh-Hans" if wanted.lower().startswith("zh") else "en")
