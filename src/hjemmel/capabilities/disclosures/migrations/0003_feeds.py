import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosures', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=63)),
                ('number', models.IntegerField()),
                ('purpose', models.CharField(max_length=63)),
                ('ground', models.CharField(max_length=20)),
                ('categories', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('is_whole', models.BooleanField()),
                ('listed', models.IntegerField()),
                ('removed', models.IntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('line', models.BigIntegerField()),
            ],
            options={
                'db_table': 'disclosure_feed',
                'constraints': [models.UniqueConstraint(fields=('recipient', 'number'), name='disclosure_feed_counted')],
            },
        ),
        migrations.CreateModel(
            name='StoredFeedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', models.CharField(max_length=130)),
                ('key', models.CharField(max_length=400)),
                ('row_collection', models.CharField(max_length=130)),
                ('row_key', models.CharField(max_length=400)),
                ('level', models.CharField(max_length=10)),
                ('mark', models.CharField(max_length=64)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='disclosures.storedfeed')),
            ],
            options={
                'db_table': 'disclosure_feed_row',
                'indexes': [models.Index(fields=['collection', 'key'], name='disclosure_feed_about'), models.Index(fields=['row_collection', 'row_key'], name='disclosure_feed_of')],
            },
        ),
    ]
