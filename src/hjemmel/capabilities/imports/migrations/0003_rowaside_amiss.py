from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0002_excusednotice'),
    ]

    operations = [
        migrations.AddField(
            model_name='rowaside',
            name='amiss',
            field=models.TextField(default=''),
        ),
    ]
