"""Mailings, approvals, recipients, and those asked to confirm a consent."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StoredAsking',
            fields=[
                ('reference', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('collection', models.CharField(max_length=130)),
                ('key', models.TextField()),
                ('mark', models.CharField(max_length=80)),
                ('purpose', models.CharField(max_length=64)),
                ('channel', models.CharField(max_length=64)),
                ('given_through', models.CharField(max_length=64)),
                ('text_version', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'mailing_asking',
            },
        ),
        migrations.CreateModel(
            name='StoredMailing',
            fields=[
                ('id', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('body', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('purpose', models.CharField(max_length=64)),
                ('channel', models.CharField(max_length=64)),
                ('sort', models.CharField(max_length=12)),
                ('list', models.CharField(max_length=130)),
                ('unknown', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField(db_index=True)),
                ('line', models.BigIntegerField()),
                ('dropped_at', models.DateTimeField(null=True)),
                ('held_by', models.CharField(default='', max_length=32)),
                ('held_until', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'mailing',
            },
        ),
        migrations.CreateModel(
            name='StoredMailingApproval',
            fields=[
                ('mailing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='mailings.storedmailing')),
                ('by_id', models.CharField(max_length=60)),
                ('by_name', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('line', models.BigIntegerField()),
            ],
            options={
                'db_table': 'mailing_approval',
            },
        ),
        migrations.CreateModel(
            name='StoredRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', models.CharField(max_length=130)),
                ('key', models.TextField()),
                ('mark', models.CharField(blank=True, max_length=80)),
                ('reference', models.CharField(max_length=32, unique=True)),
                ('listed_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=40)),
                ('receipt', models.CharField(max_length=64)),
                ('begun_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=16)),
                ('code', models.PositiveSmallIntegerField(default=0)),
                ('status', models.CharField(blank=True, max_length=11)),
                ('bounced_at', models.DateTimeField(null=True)),
                ('bounce', models.CharField(blank=True, max_length=11)),
                ('said_no_at', models.DateTimeField(null=True)),
                ('line', models.BigIntegerField(null=True)),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='mailings.storedmailing')),
            ],
            options={
                'db_table': 'mailing_recipient',
                'indexes': [models.Index(fields=['mailing', 'outcome'], name='mailing_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('mailing', 'collection', 'key'), name='mailing_person_once'), models.UniqueConstraint(condition=models.Q(('mark', ''), _negated=True), fields=('mailing', 'mark'), name='mailing_address_once')],
            },
        ),
    ]
