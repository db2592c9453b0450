// The models of package bench on ns-3's simulator, run by bench/peers.
//
//   peer SCHEDULER reused|fresh hold|mm1 PENDING
//
// Reads 4096 gaps in ns from stdin, and then numbers of events. For each number it fires so many events, and prints the
// seconds that took and the virtual time in ns.
//
// "reused" is the cheapest way ns-3 has: an event object lives as long as the model and is scheduled again when it fires,
// through the implementation and not the static facade, so that nothing is allocated. "fresh" is the way of ns-3's manual:
// Simulator::Schedule with a member function, which makes an event object each time.

#include <ns3/event-impl.h>
#include <ns3/nstime.h>
#include <ns3/object-factory.h>
#include <ns3/simulator-impl.h>
#include <ns3/simulator.h>

#include <chrono>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

using namespace ns3;

namespace
{

// The draws of package bench, number by number.
class Draws
{
  public:
    explicit Draws(std::istream& in)
        : m_gaps(4096)
    {
        for (auto& gap : m_gaps)
        {
            in >> gap;
        }
    }

    int64_t Next()
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return m_gaps[m_state >> 52] + static_cast<int64_t>(m_state >> 34 & ((1 << 18) - 1));
    }

    int64_t NextService()
    {
        return Next() * 9 / 10;
    }

  private:
    std::vector<int64_t> m_gaps;
    uint64_t m_state{1};
};

// A load that never ends by itself.
class Model
{
  public:
    explicit Model(Draws& draws)
        : m_draws(draws),
          m_simulator(PeekPointer(Simulator::GetImplementation()))
    {
    }

    virtual ~Model() = default;

    void Advance(uint64_t events)
    {
        m_left = events;
        Simulator::Run();
    }

  protected:
    // ns-3 drops its reference to an event once that has fired; this one is for the next time.
    void Schedule(int64_t delay, EventImpl* event)
    {
        event->Ref();
        m_simulator->Schedule(Time(delay), event);
    }

    void Count()
    {
        if (--m_left == 0)
        {
            m_simulator->Stop();
        }
    }

    Draws& m_draws;
    SimulatorImpl* m_simulator;

  private:
    uint64_t m_left{0};
};

// An event that calls a method of its model, bound when it is compiled.
template <typename M, void (M::*Method)(EventImpl*)>
class Reused : public EventImpl
{
  public:
    explicit Reused(M* model)
        : m_model(model)
    {
    }

  private:
    void Notify() override
    {
        (m_model->*Method)(this);
    }

    M* m_model;
};

class HoldReused : public Model
{
  public:
    HoldReused(Draws& draws, int pending)
        : Model(draws)
    {
        for (int i = 0; i < pending; i++)
        {
            Schedule(m_draws.Next(), new Reused<HoldReused, &HoldReused::Tick>(this));
        }
    }

  private:
    void Tick(EventImpl* event)
    {
        Schedule(m_draws.Next(), event);
        Count();
    }
};

class HoldFresh : public Model
{
  public:
    HoldFresh(Draws& draws, int pending)
        : Model(draws)
    {
        for (int i = 0; i < pending; i++)
        {
            Simulator::Schedule(Time(m_draws.Next()), &HoldFresh::Tick, this);
        }
    }

  private:
    void Tick()
    {
        Simulator::Schedule(Time(m_draws.Next()), &HoldFresh::Tick, this);
        Count();
    }
};

// What an M/M/1 queue keeps, whichever way its events are scheduled.
class MM1 : public Model
{
  protected:
    using Model::Model;

    void Observe()
    {
        const int64_t now = m_simulator->Now().GetTimeStep();
        const double span = static_cast<double>(now - m_since);
        m_since = now;
        m_area += static_cast<double>(m_present) * span;
        if (m_present > 0)
        {
            m_busy += span;
        }
    }

    int64_t m_present{0};

  private:
    int64_t m_since{0};
    double m_area{0};
    double m_busy{0};
};

class MM1Reused : public MM1
{
  public:
    explicit MM1Reused(Draws& draws)
        : MM1(draws),
          m_departure(new Reused<MM1Reused, &MM1Reused::Depart>(this))
    {
        Schedule(m_draws.Next(), new Reused<MM1Reused, &MM1Reused::Arrive>(this));
    }

  private:
    void Arrive(EventImpl* event)
    {
        Observe();
        if (++m_present == 1)
        {
            Schedule(m_draws.NextService(), m_departure);
        }
        Schedule(m_draws.Next(), event);
        Count();
    }

    void Depart(EventImpl* event)
    {
        Observe();
        if (--m_present > 0)
        {
            Schedule(m_draws.NextService(), event);
        }
        Count();
    }

    EventImpl* m_departure;
};

class MM1Fresh : public MM1
{
  public:
    explicit MM1Fresh(Draws& draws)
        : MM1(draws)
    {
        Simulator::Schedule(Time(m_draws.Next()), &MM1Fresh::Arrive, this);
    }

  private:
    void Arrive()
    {
        Observe();
        if (++m_present == 1)
        {
            Simulator::Schedule(Time(m_draws.NextService()), &MM1Fresh::Depart, this);
        }
        Simulator::Schedule(Time(m_draws.Next()), &MM1Fresh::Arrive, this);
        Count();
    }

    void Depart()
    {
        Observe();
        if (--m_present > 0)
        {
            Simulator::Schedule(Time(m_draws.NextService()), &MM1Fresh::Depart, this);
        }
        Count();
    }
};

Model*
NewModel(Draws& draws, bool reused, const std::string& name, int pending)
{
    if (name == "hold")
    {
        return reused ? static_cast<Model*>(new HoldReused(draws, pending)) : new HoldFresh(draws, pending);
    }
    return reused ? static_cast<Model*>(new MM1Reused(draws)) : new MM1Fresh(draws);
}

} // namespace

int
main(int argc, char* argv[])
{
    if (argc != 5)
    {
        std::cerr << "usage: peer SCHEDULER reused|fresh hold|mm1 PENDING\n";
        return 2;
    }
    std::ios::sync_with_stdio(false);
    ObjectFactory scheduler;
    scheduler.SetTypeId("ns3::" + std::string(argv[1]) + "Scheduler");
    Simulator::SetScheduler(scheduler);
    Draws draws(std::cin);
    Model* model = NewModel(draws, std::string(argv[2]) == "reused", argv[3], std::stoi(argv[4]));

    uint64_t events;
    while (std::cin >> events)
    {
        const auto start = std::chrono::steady_clock::now();
        model->Advance(events);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        std::cout << std::fixed << std::setprecision(9) << took.count() << ' ' << Simulator::Now().GetTimeStep()
                  << std::endl;
    }
    return 0; // the process gives back what is still scheduled
}
