
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0002_photographs_and_counts'),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(help_text='For example: sofa, couch, 沙发', max_length=400, verbose_name='words')),
            ],
            options={
                'ordering': ['words'],
            },
        ),
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('word', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('sound', models.CharField(blank=True, help_text='A Chinese word in pinyin, without tones.', max_length=128)),
                ('products', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['sound'], name='known_word_sound', opclasses=['gin_trgm_ops'])],
            },
        ),
        migrations.CreateModel(
            name='ShelfEntry',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='shelf_entry', serialize=False, to='catalogue.product')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('price', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('price_was', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('price_from', models.BooleanField(default=False)),
                ('in_stock', models.BooleanField(default=False)),
                ('rating', models.FloatField(default=0)),
                ('review_count', models.PositiveIntegerField(default=0)),
                ('sold_count', models.PositiveIntegerField(default=0)),
                ('published_at', models.DateTimeField()),
                ('shown', models.JSONField(default=dict)),
                ('title_words', models.TextField(blank=True)),
                ('label_words', models.TextField(blank=True)),
                ('note_words', models.TextField(blank=True)),
                ('other_words', models.TextField(blank=True)),
                ('document', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('title_words', config='english', weight='A'), '||', django.contrib.postgres.search.SearchVector('label_words', config='english', weight='B'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector('note_words', config='english', weight='C'), django.contrib.postgres.search.SearchConfig('english')), '||', django.contrib.postgres.search.SearchVector('other_words', config='english', weight='D'), django.contrib.postgres.search.SearchConfig('english')), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['document'], name='shelf_document'), django.contrib.postgres.indexes.GinIndex(fields=['categories'], name='shelf_categories'), django.contrib.postgres.indexes.GinIndex(fields=['facets'], name='shelf_facets'), models.Index(fields=['-published_at'], name='shelf_newest'), models.Index(fields=['-sold_count'], name='shelf_best_sellers')],
            },
        ),
    ]
