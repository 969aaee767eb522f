"""The five levels every store begins with; the back office edits them."""

from django.db import migrations

#: Number, threshold, name and what the level adds, in English and in Chinese.
LEVELS = [
    (1, 0, "New", "新会员", ["Sign-up points", "First-order offer", "Personal support"],
     ["注册积分", "首单优惠", "专属客服"]),
    (2, 500, "Bronze", "铜牌", ["Birthday gift", "Monthly coupon"], ["生日礼物", "每月优惠券"]),
    (3, 2_000, "Silver", "银牌", ["Priority dispatch", "Yearly points redemption"], ["优先发货", "年度积分兑换"]),
    (4, 8_000, "Gold", "金牌", ["Upgraded birthday gift", "Shopping discount"], ["生日礼品升级", "购物折扣"]),
    (5, 30_000, "Luxury", "豪华", ["Tailored service", "High-value points redemption"], ["定制化服务", "高额积分兑换"]),
]


def open_levels(apps, schema_editor):
    apps.get_model("tiers", "Level").objects.bulk_create(
        apps.get_model("tiers", "Level")(
            number=number,
            threshold=threshold,
            name=english,
            name_en=english,
            name_zh_hans=chinese,
            perks="\n".join(perks),
            perks_en="\n".join(perks),
            perks_zh_hans="\n".join(perks_in_chinese),
        )
        for number, threshold, english, chinese, perks, perks_in_chinese in LEVELS
    )


class Migration(migrations.Migration):
    dependencies = [("tiers", "0001_initial")]
    operations = [migrations.RunPython(open_levels, migrations.RunPython.noop)]
