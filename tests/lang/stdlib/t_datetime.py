from datetime import *
import time, calendar
d = datetime(2024, 2, 29, 13, 5, 7, 123456); print(d, repr(d), d.isoformat(), d.date(), d.time(), d.weekday(), d.strftime("%Y/%m/%d %H-%M-%S %j %a %b %p %%"), d + timedelta(days=366, seconds=5), d - datetime(2024, 1, 1), d.replace(year=2025, day=1), d.timetuple()[:6], d.isocalendar(), d < datetime(2025, 1, 1), d.toordinal())
print(date(2024, 1, 31) + timedelta(30), date.fromisoformat("2024-12-25"), datetime.fromisoformat("2024-01-02T03:04:05+02:00"), datetime.strptime("5 Jan 2023 04:05", "%d %b %Y %H:%M"), date.min, date(2024, 3, 1) - date(2024, 2, 1), timedelta(hours=-1), timedelta(days=1, microseconds=5), timedelta(1) / 2, timedelta(1) // timedelta(hours=5), timedelta(1.5).total_seconds(), repr(timedelta(1, 2)), abs(timedelta(-1)))
tz = timezone(timedelta(hours=5, minutes=30), "IST"); a = datetime(2024, 1, 1, tzinfo=tz); print(a, a.astimezone(timezone.utc), a.utcoffset(), a.tzname(), a == a.astimezone(timezone.utc), timezone.utc, datetime.fromtimestamp(0, timezone.utc), a.timestamp(), time_ := datetime(2024, 1, 1, 5).time(), repr(tz))
for e in ("date.fromisoformat('x')", "datetime(2024, 1, 1) < a", "datetime.strptime('x', '%Y')", "timedelta(days=10**10)", "date(1, 1, 1) - timedelta(1)", "date()"):
    try: print(eval(e))
    except Exception as x: print(e, type(x).__name__, x)
print(calendar.monthrange(2024, 2), calendar.isleap(1900), calendar.month_name[3], time.strftime("%Y-%m-%d", time.gmtime(0)), time.gmtime(86400).tm_yday, calendar.timegm((1970, 1, 2, 0, 0, 0)), time.time() > 1e9, time.perf_counter() <= time.perf_counter(), calendar.month(2024, 2).splitlines()[0].strip())
