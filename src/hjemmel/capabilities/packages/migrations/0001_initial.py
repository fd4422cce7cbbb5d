# Packages of answers, when they were fetched, and rows that were read before they were given.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('request', models.CharField(db_index=True, max_length=32)),
                ('right', models.CharField(max_length=20)),
                ('lang', models.CharField(max_length=2)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('size', models.BigIntegerField()),
                ('rows', models.BigIntegerField()),
                ('key', models.BinaryField(null=True)),
                ('token', models.CharField(max_length=64, null=True, unique=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('gone_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'answer_package',
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='packages.package')),
            ],
            options={
                'db_table': 'answer_package_opening',
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.CharField(db_index=True, max_length=32)),
                ('collection', models.CharField(max_length=130)),
                ('key', models.TextField()),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'answer_release',
                'constraints': [models.UniqueConstraint(fields=('request', 'collection', 'key'), name='answer_release_once')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='packages.package')),
            ],
            options={
                'db_table': 'answer_package_part',
                'constraints': [models.UniqueConstraint(fields=('package', 'number'), name='answer_package_one_part')],
            },
        ),
    ]
