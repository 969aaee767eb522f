from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

FIRST = [
    "red, 红, 红色",
    "blue, 蓝, 蓝色",
    "green, 绿, 绿色",
    "black, 黑, 黑色",
    "white, 白, 白色",
    "yellow, 黄, 黄色",
    "grey, gray, 灰, 灰色",
    "pink, 粉, 粉色, 粉红, 粉红色",
    "brown, 棕, 棕色, 咖啡色, 褐色",
    "purple, 紫, 紫色",
    "sofa, couch, settee, 沙发",
    "trainers, sneakers, 运动鞋, 球鞋, 跑鞋",
    "phone, mobile, cellphone, 手机, 移动电话",
    "laptop, notebook, 笔记本, 笔记本电脑, 手提电脑",
    "lamp, light, 灯, 灯具",
    "bicycle, bike, 自行车, 单车, 脚踏车",
    "dress, 连衣裙, 裙子",
    "trousers, pants, 裤子, 长裤",
]


def add_first_synonyms(apps, schema_editor):
    synonym = apps.get_model("search", "Synonym")
    synonym.objects.bulk_create(synonym(words=words) for words in FIRST)


def forget_first_synonyms(apps, schema_editor):
    apps.get_model("search", "Synonym").objects.filter(words__in=FIRST).delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.RemoveIndex("knownword", "known_word_sound"),
        migrations.RemoveField("knownword", "sound"),
        migrations.RemoveField("knownword", "products"),
        migrations.AddField("knownword", "spelling", models.CharField(max_length=400, default=""), preserve_default=False),
        migrations.AddIndex(
            "knownword", GinIndex(fields=["spelling"], opclasses=["gin_trgm_ops"], name="known_word_spelling")
        ),
        migrations.RunPython(add_first_synonyms, forget_first_synonyms),
    ]
