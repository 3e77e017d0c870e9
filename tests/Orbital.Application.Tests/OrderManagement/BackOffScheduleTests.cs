using Orbital.Application.OrderManagement;

namespace Orbital.Application.Tests.OrderManagement;

public sealed class BackOffScheduleTests
{
    [Fact]
    public void Delays_are_1_2_4_8_16_32_and_then_60_seconds_for_ever() =>
        Enumerable.Range(1, 10).Append(1_000_000).Append(int.MaxValue)
            .Select(failures => BackOffSchedule.DelayAfter(failures).TotalSeconds)
            .ShouldBe([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]);

    [Fact]
    public void There_is_no_delay_before_the_first_failure() =>
        Should.Throw<ArgumentOutOfRangeException>(() => BackOffSchedule.DelayAfter(0));
}
